-- Rows that were loaded carry their ids: lets every sequence that belongs to a column go on after the highest one. None
-- is set back, and none that counts downwards is touched.
DO $sequences$
DECLARE
    owned record;
    highest bigint;
BEGIN
    FOR owned IN
        SELECT s.seqrelid::regclass AS sequence, d.refobjid::regclass AS relation, a.attname AS attribute
        FROM pg_sequence s
        JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.deptype IN ('a', 'i')
            AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        JOIN pg_type t ON t.oid = a.atttypid AND t.typname IN ('int2', 'int4', 'int8')
        WHERE s.seqincrement > 0
    LOOP
        EXECUTE format('SELECT max(%I) FROM %s', owned.attribute, owned.relation) INTO highest;
        IF highest >= coalesce(pg_sequence_last_value(owned.sequence), 0) AND highest >= 1 THEN
            PERFORM setval(owned.sequence, highest);
        END IF;
    END LOOP;
END
$sequences$;

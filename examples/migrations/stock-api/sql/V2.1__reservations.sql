CREATE TABLE reservation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    article_id bigint NOT NULL REFERENCES article (id),
    quantity integer NOT NULL CHECK (quantity > 0),
    expires_at timestamptz NOT NULL
);
CREATE INDEX reservation_expires_at ON reservation (expires_at);

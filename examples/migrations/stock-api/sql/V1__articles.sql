CREATE TABLE article (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku citext NOT NULL UNIQUE,
    title text NOT NULL
);

CREATE TABLE stock (
    article_id bigint PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    quantity integer NOT NULL DEFAULT 0 CHECK (quantity >= 0)
);
INSERT INTO stock (article_id) SELECT id FROM article;

-- Repeatable: Flyway runs it again whenever it has changed, after all versioned ones.
CREATE OR REPLACE VIEW available AS
SELECT article.sku, stock.quantity - coalesce(sum(reservation.quantity), 0) AS quantity
FROM article
JOIN stock ON stock.article_id = article.id
LEFT JOIN reservation ON reservation.article_id = article.id AND reservation.expires_at > now()
GROUP BY article.sku, stock.quantity;

// Which papers came into the library on or after a date, and what do they introduce?
// :param date => '2020-01-01'
MATCH (p:Paper)
WHERE p.first_seen >= $date
OPTIONAL MATCH (p)-[:INTRODUCES]->(e:Entity)
WITH p, e
ORDER BY e.name, e.id
WITH p, collect(e.name) AS introduces
RETURN p.first_seen AS first_seen, p.title AS paper, introduces, p.id AS id
ORDER BY first_seen DESC, size(introduces) DESC, paper, id
LIMIT 50

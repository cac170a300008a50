// Which papers came into the library on or after a date, and what do they introduce?
// :param date => '2020-01-01'
MATCH (p:Paper)
WHERE p.first_seen >= $date
OPTIONAL MATCH (p)-[:INTRODUCES]->(e:Entity)
WITH p, count(e) AS introduced
RETURN p.first_seen AS first_seen, p.title AS paper, introduced, p.id AS id
ORDER BY first_seen DESC, introduced DESC, paper, id
LIMIT 50

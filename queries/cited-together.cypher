// Which pairs of papers are cited together by the same papers (co-citation)?
// :param least => 10
MATCH (a:Paper)<-[:CITES]-(c:Paper)-[:CITES]->(b:Paper)
WHERE a.id < b.id
WITH a, b, count(DISTINCT c) AS together
WHERE together >= $least
RETURN a.title AS paper, b.title AS other, together
ORDER BY together DESC, paper, other, a.id, b.id
LIMIT 25

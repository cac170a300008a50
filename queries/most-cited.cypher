// Which papers does this library cite most?
MATCH (p:Paper)<-[:CITES]-(o:Paper)
RETURN p.title AS paper, p.year AS year, count(DISTINCT o) AS cited_by, p.id AS id
ORDER BY cited_by DESC, paper, id
LIMIT 25

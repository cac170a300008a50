// Who has written the most papers with whom in this library? (Authors of equal names count as one.)
// :param least => 3
MATCH (a:Author)-[:WROTE]->(p:Paper)<-[:WROTE]-(b:Author)
WHERE a.id < b.id
WITH a, b, count(DISTINCT p) AS papers
WHERE papers >= $least
RETURN a.name AS author, b.name AS coauthor, papers
ORDER BY papers DESC, author, coauthor, a.id, b.id

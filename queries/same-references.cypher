// Which papers share the most references with a paper (bibliographic coupling)? Give an id or a whole title.
// :param paper => 'Masked Autoencoders Are Scalable Vision Learners'
MATCH (a:Paper)-[:CITES]->(r:Paper)<-[:CITES]-(b:Paper)
WHERE (a.id = $paper OR toLower(a.title) = toLower($paper)) AND a.id <> b.id
RETURN b.title AS paper, b.year AS year, count(DISTINCT r) AS shared, b.id AS id
ORDER BY shared DESC, paper, id
LIMIT 15

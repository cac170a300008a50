// Which papers are alike by the models, methods, datasets and tasks they name? Give an id or a whole title.
// :param paper => 'Masked Autoencoders Are Scalable Vision Learners'
MATCH (a:Paper)-[r]->(e:Entity)<-[s]-(b:Paper)
WHERE (a.id = $paper OR toLower(a.title) = toLower($paper)) AND a.id <> b.id
RETURN b.title AS paper, count(DISTINCT e) AS shared, b.year AS year, b.id AS id
ORDER BY shared DESC, paper, id
LIMIT 15

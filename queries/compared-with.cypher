// What is an entity compared with: in papers that introduce it, and in papers that take it as their baseline?
// :param entity => 'BERT'
MATCH (e:Entity)<-[r:INTRODUCES|COMPARES_WITH]-(p:Paper)-[s:INTRODUCES|COMPARES_WITH]->(o:Entity)
WHERE (e.id = $entity OR toLower(e.name) = toLower($entity) OR $entity IN e.aliases) AND o.id <> e.id AND type(r) <> type(s)
RETURN o.name AS other, CASE type(r) WHEN 'INTRODUCES' THEN 'compared with it at its introduction' ELSE 'took it as a baseline' END AS relation,
  count(DISTINCT p) AS papers, o.id AS id
ORDER BY papers DESC, relation, other, id

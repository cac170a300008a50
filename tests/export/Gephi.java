// Reads graph files as Gephi does and prints what it made of each, a line of JSON a file.

import java.io.File;
import java.util.StringJoiner;
import org.gephi.graph.api.Column;
import org.gephi.graph.api.Edge;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.GraphModel;
import org.gephi.graph.api.Node;
import org.gephi.graph.api.Table;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.importer.api.Issue;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.project.api.ProjectController;
import org.gephi.project.api.Workspace;
import org.openide.util.Lookup;

public class Gephi {
    public static void main(String[] names) throws Exception {
        ProjectController projects = Lookup.getDefault().lookup(ProjectController.class);
        ImportController importer = Lookup.getDefault().lookup(ImportController.class);
        for (String name : names) {
            projects.newProject();
            Workspace workspace = projects.getCurrentWorkspace();
            Container container = importer.importFile(new File(name));
            int issues = 0;
            for (var all = container.getReport().getIssues(1000); all.hasNext();) {
                issues += all.next().getLevel().compareTo(Issue.Level.WARNING) >= 0 ? 1 : 0;
            }
            importer.process(container, new DefaultProcessor(), workspace);
            GraphModel model = Lookup.getDefault().lookup(GraphController.class).getGraphModel(workspace);
            StringJoiner nodes = new StringJoiner(","), edges = new StringJoiner(",");
            for (Node node : model.getGraph().getNodes()) {
                String color = String.format("#%06x", node.getColor().getRGB() & 0xffffff);
                String about = quoted(node.getLabel()) + "," + quoted(color) + "," + node.x() + "," + node.y() + "," + node.size();
                nodes.add(quoted(node.getId().toString()) + ":[" + about + "," + values(model.getNodeTable(), node) + "]");
            }
            for (Edge edge : model.getGraph().getEdges()) {
                String ends = quoted(edge.getSource().getId().toString()) + "," + quoted(edge.getTarget().getId().toString());
                String about = quoted(edge.getLabel()) + "," + edge.getWeight() + "," + values(model.getEdgeTable(), edge);
                edges.add("[" + ends + "," + about + "]");
            }
            System.out.println("{\"issues\":" + issues + ",\"directed\":" + model.isDirected() + ",\"undirected\":" + model.isUndirected()
                + ",\"nodes\":{" + nodes + "},\"edges\":[" + edges + "],\"node_types\":" + types(model.getNodeTable())
                + ",\"edge_types\":" + types(model.getEdgeTable()) + "}");
        }
    }

    static String types(Table table) {
        StringJoiner out = new StringJoiner(",", "{", "}");
        for (Column column : table) {
            out.add(quoted(column.getTitle()) + ":" + quoted(column.getTypeClass().getSimpleName()));
        }
        return out.toString();
    }

    static String values(Table table, org.gephi.graph.api.Element element) {
        StringJoiner out = new StringJoiner(",", "{", "}");
        for (Column column : table) {
            Object value = column.isProperty() ? null : element.getAttribute(column);
            if (value != null) {
                out.add(quoted(column.getTitle()) + ":" + (value instanceof Number ? value.toString() : quoted(value.toString())));
            }
        }
        return out.toString();
    }

    static String quoted(String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            out.append(c == '"' || c == '\\' || c < ' ' || c > '~' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return out.append('"').toString();
    }
}

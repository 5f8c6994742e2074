package io.gridpool.loadtest.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.ArrayList;
import java.util.List;

/** Objects as {@code kubectl get} prints them, by the columns of their CRD. */
final class ColumnTable {
  private static final int GAP = 3;

  private ColumnTable() {}

  static String of(CustomResourceDefinition definition, List<JsonNode> objects) {
    List<CustomResourceColumnDefinition> columns =
        definition.getSpec().getVersions().getFirst().getAdditionalPrinterColumns().stream()
            .filter(column -> column.getPriority() == null || column.getPriority() == 0)
            .toList();
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("NAME"));
    columns.forEach(column -> head.add(column.getName().toUpperCase(java.util.Locale.ROOT)));
    rows.add(head);
    for (JsonNode object : objects) {
      List<String> row = new ArrayList<>(List.of(object.path("metadata").path("name").asText()));
      columns.forEach(column -> row.add(value(object, column.getJsonPath())));
      rows.add(row);
    }
    return render(rows);
  }

  /** A JSON path of names and indexes, such as {@code .status.current.ips[0].ipv4}. */
  private static String value(JsonNode object, String path) {
    JsonNode node = object;
    for (String step : path.substring(1).split("[.\\[]", -1)) {
      node =
          step.endsWith("]")
              ? node.path(Integer.parseInt(step.substring(0, step.length() - 1)))
              : node.path(step);
    }
    return node.isMissingNode() || node.isNull() ? "" : node.asText();
  }

  private static String render(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    rows.forEach(row -> {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    });
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).repeat(" ", widths[i] - row.get(i).length() + GAP);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}

package io.gridpool.agent.kube.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says of a definition what the annotations of its class cannot say. */
final class CrdFinish implements CRDPostProcessor {
  private static final Set<String> LONGS =
      Set.of("ipVersion", "totalIPCount", "allocatedIPCount", "vlan", "term", "observedGeneration");

  private static final long EXPRESSIONS_MAX = 64;
  private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist");

  private final Map<String, Class<? extends HasMetadata>> classByName;

  CrdFinish(Map<String, Class<? extends HasMetadata>> classByName) {
    this.classByName = classByName;
  }

  @Override
  public HasMetadata process(HasMetadata crd, String crdVersion) {
    var definition = (CustomResourceDefinition) crd;
    var kind = classByName.get(definition.getMetadata().getName());
    if (kind == null) {
      throw new IllegalArgumentException("no class for " + definition.getMetadata().getName());
    }
    CustomResourceDefinitionVersion version = definition.getSpec().getVersions().getFirst();
    if (kind == SpiderEndpoint.class) {
      version.setSubresources(null);
      version.getSchema().getOpenAPIV3Schema().getProperties().remove("spec");
    }
    orderColumns(version, kind);
    finishSchema(version.getSchema().getOpenAPIV3Schema());
    return definition;
  }

  /** Columns in the order written; the generator sorts them by path. */
  private static void orderColumns(
      CustomResourceDefinitionVersion version, Class<? extends HasMetadata> kind) {
    List<String> order =
        Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    var columns = version.getAdditionalPrinterColumns();
    if (columns != null) {
      columns.sort(
          Comparator.comparingInt(
              (CustomResourceColumnDefinition c) -> order.indexOf(c.getName())));
    }
  }

  /** An IP version is 4 or 6; numbers have a width; a rule stands once, not per accessor. */
  private static void finishSchema(@Nullable JSONSchemaProps schema) {
    if (schema == null) {
      return;
    }
    if (schema.getXKubernetesValidations() != null) {
      schema.setXKubernetesValidations(
          schema.getXKubernetesValidations().stream().distinct().toList());
    }
    if (schema.getItems() != null) {
      finishSchema(schema.getItems().getSchema());
    }
    if (schema.getProperties() != null) {
      schema.getProperties().forEach(CrdFinish::finishProperty);
    }
  }

  private static void finishProperty(String name, JSONSchemaProps property) {
    if (name.equals("ipVersion")) {
      property.setEnum(List.of(LongNode.valueOf(4), LongNode.valueOf(6)));
    }
    if (name.equals("ips") || name.equals("excludeIPs")) {
      boundTexts(property);
    }
    if (name.equals("hijackCIDR")) {
      property.getItems().getSchema().setMaxLength((long) CrdRules.CIDR_LENGTH_MAX);
    }
    if (name.equals("matchExpressions")) {
      boundExpressions(property);
    }
    if ("integer".equals(property.getType())) {
      property.setFormat(LONGS.contains(name) ? "int64" : "int32");
    }
    finishSchema(property);
  }

  /**
   * Addresses and ranges have a longest form; without a bound no CEL rule over them is affordable.
   */
  private static void boundTexts(JSONSchemaProps list) {
    if ("string".equals(list.getItems().getSchema().getType())) {
      list.getItems().getSchema().setMaxLength((long) CrdRules.RANGE_LENGTH_MAX);
    }
  }

  /** The selector's own class says neither which operators there are nor how many expressions. */
  private static void boundExpressions(JSONSchemaProps list) {
    JSONSchemaProps item = list.getItems().getSchema();
    list.setMaxItems(EXPRESSIONS_MAX);
    item.setRequired(List.of("key", "operator"));
    Objects.requireNonNull(item.getProperties().get("operator"))
        .setEnum(OPERATORS.stream().<JsonNode>map(TextNode::valueOf).toList());
  }
}

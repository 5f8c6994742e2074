package io.gridpool.agent.kube.crd;

import com.fasterxml.jackson.databind.node.LongNode;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says of a definition what the annotations of its class cannot say. */
final class CrdFinish implements CRDPostProcessor {
  private static final Set<String> LONGS =
      Set.of("ipVersion", "totalIPCount", "allocatedIPCount", "vlan", "term", "observedGeneration");

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
    if ("integer".equals(property.getType())) {
      property.setFormat(LONGS.contains(name) ? "int64" : "int32");
    }
    finishSchema(property);
  }
}

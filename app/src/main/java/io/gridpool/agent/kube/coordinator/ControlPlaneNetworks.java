package io.gridpool.agent.kube.coordinator;

import io.gridpool.agent.kube.loop.KubeSettings.ConfName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What the control plane was started with: kubeadm's ConfigMap first, else the arguments of the
 * kube-controller-manager.
 *
 * <p>Source: reference §7.5.
 */
final class ControlPlaneNetworks {
  private static final ConfName KUBEADM = new ConfName("kube-system", "kubeadm-config");

  private final ClusterReader reader;

  ControlPlaneNetworks(ClusterReader reader) {
    this.reader = reader;
  }

  Finding pods() {
    return find("podSubnet", "--cluster-cidr=");
  }

  Finding services() {
    return find("serviceSubnet", "--service-cluster-ip-range=");
  }

  private Finding find(String key, String argument) {
    Optional<String> text =
        reader.configMap(KUBEADM).flatMap(data -> ofKubeadm(data, key)).or(() -> given(argument));
    return text.<Finding>map(list -> new Finding.Networks(split(list)))
        .orElseGet(() ->
            new Finding.Nothing(
                "neither ConfigMap kube-system/kubeadm-config ("
                    + key
                    + ") nor a pod of kube-controller-manager ("
                    + argument
                    + ") tells the networks"));
  }

  private static Optional<String> ofKubeadm(Map<String, String> data, String key) {
    try {
      Object parsed =
          new Yaml(new SafeConstructor(new LoaderOptions()))
              .load(data.getOrDefault("ClusterConfiguration", ""));
      return parsed instanceof Map<?, ?> configuration
              && configuration.get("networking") instanceof Map<?, ?> networking
          ? said(networking.get(key))
          : Optional.empty();
    } catch (YAMLException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> said(@Nullable Object value) {
    String text = Objects.toString(value, "").strip();
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private Optional<String> given(String argument) {
    return reader.controllerManagerArguments().stream()
        .flatMap(one -> Arrays.stream(one.split("\\s+")))
        .filter(one -> one.startsWith(argument))
        .map(one -> one.substring(argument.length()))
        .flatMap(text -> said(text).stream())
        .findFirst();
  }

  /** A list as programs write it, by commas or blanks. */
  static List<String> split(String list) {
    return Arrays.stream(list.split("[,\\s]+")).filter(one -> !one.isEmpty()).toList();
  }
}

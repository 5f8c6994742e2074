package io.gridpool.agent.kube.conf;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gridpool.agent.ipam.AddResult;
import io.gridpool.agent.ipam.IpamSettings;
import io.gridpool.agent.kube.loop.EventWriter;
import io.gridpool.agent.kube.loop.KubeSettings.ConfName;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The switches of address management as ConfigMap {@code spiderpool-conf} has them now; what it
 * does not say is as the agent's own settings say. One list and one watch of that single object.
 *
 * <p>A value that cannot be used changes nothing: the last good one stays. Each problem is said
 * once, in the log and in an Event of the ConfigMap. Safe for any thread.
 */
public final class ConfWatch implements Supplier<IpamSettings>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfWatch.class);
  private static final String KEY = "conf.yml";

  private final IpamSettings own;
  private final EventWriter events;
  private final SharedIndexInformer<ConfigMap> informer;
  private final Set<String> said = new LinkedHashSet<>();
  private volatile IpamSettings now;

  /** A watch, not started yet: until then the agent's own settings hold. */
  public ConfWatch(KubernetesClient client, ConfName name, IpamSettings own, EventWriter events) {
    this.own = own;
    this.now = own;
    this.events = events;
    this.informer =
        client
            .configMaps()
            .inNamespace(name.namespace())
            .withName(name.name())
            .runnableInformer(0)
            .exceptionHandler((started, error) -> true)
            .addEventHandler(new Handler());
  }

  /** Starts to list and watch; answers at once. */
  public void start() {
    var _ = informer.start();
  }

  /** Whether the first list is complete; a part of readiness. */
  public boolean synced() {
    return informer.hasSynced();
  }

  @Override
  public IpamSettings get() {
    return now;
  }

  @Override
  public void close() {
    informer.stop();
  }

  private synchronized void take(ConfigMap map) {
    var read = ConfReader.read(map.getData() == null ? null : map.getData().get(KEY));
    Set<String> problems = new HashSet<>(read.problems());
    IpamSettings wanted = with(read);
    if (wanted.enableIPv4() || wanted.enableIPv6()) {
      adopt(wanted);
    } else {
      problems.add("enableIPv4 and enableIPv6 are both false: both stay as they were");
    }
    said.retainAll(problems);
    problems.stream().filter(said::add).forEach(problem -> say(map, problem));
  }

  /** A switch that cannot be read stays; one that is not written is as the agent's own settings. */
  private IpamSettings with(ConfReader.Read read) {
    return new IpamSettings(
        own.node(),
        flag(read, "enableIPv4", IpamSettings::enableIPv4),
        flag(read, "enableIPv6", IpamSettings::enableIPv6),
        flag(read, "enableStatefulSet", IpamSettings::enableStatefulSet),
        flag(read, "enableKubevirtStaticIP", IpamSettings::enableKubevirtStaticIP),
        own.multusClusterNetwork(),
        own.agentNamespace(),
        subnets(read),
        new AddResult.Detection(
            flag(read, "enableIPConflictDetection", settings -> settings.detection().conflicts()),
            flag(read, "enableGatewayDetection", settings -> settings.detection().gateways())));
  }

  private IpamSettings.Subnets subnets(ConfReader.Read read) {
    int flexible =
        ConfReader.FLEXIBLE_NUMBER.stream()
            .filter(read.numbers()::containsKey)
            .map(read.numbers()::get)
            .findFirst()
            .orElse(own.subnets().flexibleNumber());
    return new IpamSettings.Subnets(
        flag(read, "enableSpiderSubnet", settings -> settings.subnets().enabled()),
        flag(read, "enableAutoPoolForApplication", settings -> settings.subnets().autoPools()),
        flexible,
        own.subnets().poolWaitMs());
  }

  private boolean flag(ConfReader.Read read, String key, Predicate<IpamSettings> of) {
    IpamSettings otherwise = read.unreadable().contains(key) ? now : own;
    return read.flags().getOrDefault(key, of.test(otherwise));
  }

  private void adopt(IpamSettings wanted) {
    if (!wanted.equals(now)) {
      LOG.info("settings changed by the ConfigMap: {}", wanted);
      now = wanted;
    }
  }

  private void say(ConfigMap map, String problem) {
    LOG.warn(
        "ConfigMap {}/{}: {}",
        map.getMetadata().getNamespace(),
        map.getMetadata().getName(),
        problem);
    events.warnOnce(map, "BadSetting", problem);
  }

  private final class Handler implements ResourceEventHandler<ConfigMap> {
    @Override
    public void onAdd(ConfigMap map) {
      take(map);
    }

    @Override
    public void onUpdate(ConfigMap before, ConfigMap map) {
      take(map);
    }

    @Override
    public void onDelete(ConfigMap map, boolean finalStateUnknown) {
      adopt(own);
    }
  }
}

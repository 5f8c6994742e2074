package io.gridpool.agent.ipam;

import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The addresses that a pod asks for, by annotation or through the runtime: each goes to the first
 * want whose candidate pools lie around it.
 *
 * <p>Errors: {@link IllegalArgumentException} that names the source and the value.
 */
final class AskedAddresses {
  static final String IPS = "ipam.spidernet.io/ips";

  /** The most addresses one pod may ask for. */
  static final int ASKED_MAX = 32;

  private final PoolCatalog catalog;

  AskedAddresses(PoolCatalog catalog) {
    this.catalog = catalog;
  }

  /** The annotation's addresses; a prefix length is allowed and says nothing. */
  static List<Address> ofPod(String value) {
    return Annotation.read(IPS, value, json -> parse(LenientJson.textsOf(json, "it")));
  }

  /** The runtime's addresses. */
  static List<Address> ofRuntime(List<String> texts) {
    try {
      return parse(texts);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("wrong input: ips = " + texts + ": " + e.getMessage(), e);
    }
  }

  private static List<Address> parse(List<String> texts) {
    if (texts.size() > ASKED_MAX) {
      throw new IllegalArgumentException(
          "it asks for " + texts.size() + " addresses, allowed are " + ASKED_MAX);
    }
    List<Address> asked = new ArrayList<>();
    for (String text : texts) {
      int slash = text.indexOf('/');
      asked.add(Address.parse(slash < 0 ? text : text.substring(0, slash)));
    }
    if (new HashSet<>(asked).size() != asked.size()) {
      throw new IllegalArgumentException("it asks for an address twice");
    }
    return List.copyOf(asked);
  }

  /**
   * The wants with what is asked for. An address that no pool lies around goes to the first want of
   * its family that has none, and the ledger says what is wrong with it; unless other NICs of the
   * pod are still to come.
   *
   * @param mine the NIC to which {@code ofRuntime} speaks
   */
  List<Want> into(List<Want> wants, Sources sources, String mine) {
    List<Want> asking = new ArrayList<>(wants);
    List<Address> left = new ArrayList<>();
    for (Address asked : sources.ofRuntime) {
      if (!give(asking, asked, want -> want.nic().equals(mine))) {
        throw nobody(asked, "interface " + mine);
      }
    }
    for (Address asked : sources.ofPod) {
      boolean given =
          sources.ofRuntime.contains(asked)
              || give(asking, asked, want -> around(want, asked))
              || (!sources.moreToCome && give(asking, asked, want -> true));
      if (!given) {
        left.add(asked);
      }
    }
    if (!left.isEmpty() && !sources.moreToCome) {
      throw nobody(left.getFirst(), "the pod");
    }
    return asking;
  }

  /**
   * Who asks for what.
   *
   * @param moreToCome whether the pod has NICs that ask by themselves
   */
  record Sources(List<Address> ofRuntime, List<Address> ofPod, boolean moreToCome) {}

  private static boolean give(List<Want> wants, Address asked, Predicate<Want> fits) {
    Optional<Want> taker =
        wants.stream()
            .filter(want -> want.asked() == null && want.family() == asked.family())
            .filter(fits)
            .findFirst();
    taker.ifPresent(want ->
        wants.set(wants.indexOf(want), new Want(want.nic(), want.family(), want.pools(), asked)));
    return taker.isPresent();
  }

  private boolean around(Want want, Address asked) {
    return want.pools().stream()
        .flatMap(pool -> catalog.find(pool).stream())
        .anyMatch(pool -> pool.state().spec().subnet().contains(asked));
  }

  private static IllegalArgumentException nobody(Address asked, String who) {
    return new IllegalArgumentException(
        "wrong input: " + who + " asks for " + asked + " and has no NIC left that could get it");
  }
}

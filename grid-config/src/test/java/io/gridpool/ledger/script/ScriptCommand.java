package io.gridpool.ledger.script;

import io.gridpool.ledger.command.Acquire;
import io.gridpool.ledger.command.Adopt;
import io.gridpool.ledger.command.Command;
import io.gridpool.ledger.command.EndAdoption;
import io.gridpool.ledger.command.OpenTerm;
import io.gridpool.ledger.command.PutPool;
import io.gridpool.ledger.command.PutReserved;
import io.gridpool.ledger.command.RaiseLevel;
import io.gridpool.ledger.command.Rebind;
import io.gridpool.ledger.command.Reclaim;
import io.gridpool.ledger.command.Release;
import io.gridpool.ledger.command.RemovePool;
import io.gridpool.ledger.command.ReportNode;
import io.gridpool.ledger.command.Want;
import io.gridpool.ledger.model.Address;
import io.gridpool.ledger.model.AddressRange;
import io.gridpool.ledger.model.Endpoint;
import io.gridpool.ledger.model.EndpointKey;
import io.gridpool.ledger.model.IpFamily;
import io.gridpool.ledger.model.NicLease;
import io.gridpool.ledger.model.Owner;
import io.gridpool.ledger.model.PoolSpec;
import io.gridpool.ledger.model.Reservation;
import io.gridpool.ledger.model.Subnet;
import io.gridpool.ledger.model.TermId;
import java.util.Arrays;
import java.util.List;

/** One command line of a script: a verb, plain words, and {@code name=value} words. */
final class ScriptCommand {
  private final List<String> words;

  private ScriptCommand(String line) {
    words = List.of(line.split(" +"));
  }

  static Command parse(String line) {
    return new ScriptCommand(line).command();
  }

  private Command command() {
    return switch (words.getFirst()) {
      case "term" -> new OpenTerm(new TermId(Long.parseLong(words.get(1)), words.get(2)));
      case "pool" -> new PutPool(pool());
      case "remove" -> new RemovePool(words.get(1));
      case "reserve" -> new PutReserved(new Reservation(words.get(1), ranges("ranges")));
      case "acquire" -> acquire();
      case "release" -> new Release(key(), of("uid"), of("container"), !words.contains("lives"));
      case "rebind" ->
          new Rebind(key(), of("from"), of("uid"), of("node"), of("container"), of("pod"));
      case "reclaim" -> new Reclaim(key(), of("uid"), "gone", words.contains("unusable"));
      case "adopt" -> new Adopt(claim());
      case "report" -> new ReportNode(words.get(1));
      case "end" -> new EndAdoption();
      case "level" -> new RaiseLevel(Integer.parseInt(words.get(1)));
      default -> throw new IllegalArgumentException(String.join(" ", words));
    };
  }

  private PoolSpec pool() {
    return new PoolSpec(
        words.get(1),
        Subnet.parse(words.get(2)),
        ranges("ranges"),
        ranges("excluded"),
        of("cooldown").isEmpty() ? 1_000 : Long.parseLong(of("cooldown")),
        words.contains("disabled"),
        "");
  }

  private Acquire acquire() {
    boolean sticky = words.contains("sticky");
    Owner owner = new Owner("apps", sticky ? "StatefulSet" : "ReplicaSet", "owner");
    List<Want> wants =
        words.stream()
            .filter(word -> word.matches(".*/v[46]=.*"))
            .map(ScriptCommand::want)
            .toList();
    return new Acquire(
        key(),
        of("uid"),
        of("node"),
        of("container"),
        owner,
        sticky,
        wants,
        words.contains("every"),
        of("pod"),
        of("detail"));
  }

  private Endpoint claim() {
    List<NicLease> leases =
        words.stream()
            .filter(word -> word.matches("eth.=.*/.*/.*"))
            .map(word -> word.split("[=/]"))
            .map(part ->
                new NicLease(part[0], part[1], Address.parse(part[2]), Integer.parseInt(part[3])))
            .toList();
    Owner owner = new Owner("apps", "StatefulSet", "owner");
    long revision = Long.parseLong(of("revision"));
    return new Endpoint(
        key(), of("uid"), of("node"), of("container"), owner, true, false, leases, 0, revision);
  }

  private static Want want(String word) {
    int equals = word.indexOf('=');
    int at = word.indexOf('@');
    return new Want(
        word.substring(0, equals - 3),
        word.charAt(equals - 1) == '4' ? IpFamily.V4 : IpFamily.V6,
        List.of(word.substring(equals + 1, at < 0 ? word.length() : at).split(",")),
        at < 0 ? null : Address.parse(word.substring(at + 1)));
  }

  private EndpointKey key() {
    int slash = words.get(1).indexOf('/');
    return new EndpointKey(words.get(1).substring(0, slash), words.get(1).substring(slash + 1));
  }

  private List<AddressRange> ranges(String name) {
    return of(name).isEmpty()
        ? List.of()
        : Arrays.stream(of(name).split(",")).map(AddressRange::parse).toList();
  }

  private String of(String name) {
    return words.stream()
        .filter(word -> word.startsWith(name + "="))
        .map(word -> word.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }
}

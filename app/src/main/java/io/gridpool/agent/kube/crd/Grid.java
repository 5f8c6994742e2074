package io.gridpool.agent.kube.crd;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The grid of a cluster: one object, named {@link #NAME}.
 *
 * <p>The term record, which compare-and-swap guards, lives in the status. It is what the agents
 * found and did, not what somebody wants: an {@code apply} of the manifest by a deployment tool
 * leaves a status alone but would set a spec back to an older term; agents need no right to change
 * {@code spec.seats}, and users none to change the record; and a restore of the cluster from a
 * backup brings no status, so it cannot tell a new cluster to join seats that are gone.
 */
@Group("gridpool.io")
@Version("v1alpha1")
@Kind("Grid")
@Singular("grid")
@Plural("grids")
@Categories(CrdNames.CATEGORY)
@ValidationRule(value = "self.metadata.name == 'gridpool'", message = "the name must be gridpool")
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "REASON",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "TERM",
    jsonPath = ".status.term",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "FORMED",
    jsonPath = ".status.formed",
    type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(
    name = "SEATS",
    jsonPath = ".status.seatCount",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "LEADER",
    jsonPath = ".status.leader",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "MESSAGE",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    priority = 1,
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class Grid extends CustomResource<Grid.Spec, Grid.Status> {
  /** The name of the one object. */
  public static final String NAME = "gridpool";

  /** What is wanted: how many seats, 3, 5 or 7. */
  @CrdValue
  @ValidationRule(value = "self.seats in [3, 5, 7]", message = "seats must be 3, 5 or 7")
  public record Spec(@Required @Default("3") @Min(3) @Max(7) Integer seats) {}

  /**
   * The term record.
   *
   * @param term number of the ledger's life; absent before the first
   * @param group exact id of the consensus group; empty until formed
   * @param formed nobody may form this term again
   * @param seatCount seats that take part, for the table
   * @param leader node of the leading seat, where known
   * @param candidates agents that could take a seat, as they announced themselves
   * @param evidence what people and agents have said about nodes
   * @param level the newest level of forms that the ledger may hold; absent: 1
   * @param change how often the term record was written; absent: not counted
   */
  @CrdValue
  public record Status(
      @Min(0) @Nullable Long term,
      @Nullable String group,
      @Nullable Boolean formed,
      @Nullable Integer seatCount,
      @Nullable String leader,
      @Nullable List<Seat> seats,
      @Nullable List<Condition> conditions,
      @Nullable List<Agent> candidates,
      @Nullable Evidence evidence,
      @Min(1) @Nullable Integer level,
      @Min(0) @Nullable Long change) {
    /** A record without candidates and evidence. */
    public Status(
        @Nullable Long term,
        @Nullable String group,
        @Nullable Boolean formed,
        @Nullable Integer seatCount,
        @Nullable String leader,
        @Nullable List<Seat> seats,
        @Nullable List<Condition> conditions) {
      this(term, group, formed, seatCount, leader, seats, conditions, null, null, null, null);
    }

    /** The same with another leader. */
    public Status withLeader(String node) {
      return new Status(
          term,
          group,
          formed,
          seatCount,
          node,
          seats,
          conditions,
          candidates,
          evidence,
          level,
          change);
    }

    /** The same with other candidates. */
    public Status withCandidates(List<Agent> agents) {
      return new Status(
          term,
          group,
          formed,
          seatCount,
          leader,
          seats,
          conditions,
          agents,
          evidence,
          level,
          change);
    }

    /** The same with other conditions. */
    public Status withConditions(List<Condition> now) {
      return new Status(
          term, group, formed, seatCount, leader, seats, now, candidates, evidence, level, change);
    }

    /** The same with other evidence. */
    public Status withEvidence(Evidence now) {
      return new Status(
          term,
          group,
          formed,
          seatCount,
          leader,
          seats,
          conditions,
          candidates,
          now,
          level,
          change);
    }

    /** Who was declared off by a person, in any term; perhaps empty. */
    public List<DeclaredOff> declaredOff() {
      return evidence == null || evidence.declaredOff() == null
          ? List.of()
          : evidence.declaredOff();
    }

    /** What agents said of their journals while there was no ledger; perhaps empty. */
    public List<JournalWord> journals() {
      return evidence == null || evidence.journals() == null ? List.of() : evidence.journals();
    }
  }

  /** What people and agents have said about nodes, kept beside the term record. */
  @CrdValue
  public record Evidence(
      @Nullable List<DeclaredOff> declaredOff, @Nullable List<JournalWord> journals) {}

  /**
   * A person's word that a node is off and does not come back by itself.
   *
   * @param term the word holds for the term in which it was given
   * @param by name under which the API server knows the person
   * @param at RFC 3339
   */
  @CrdValue
  public record DeclaredOff(
      @Required String node,
      @Required @Min(1) Long term,
      @Required String by,
      @Required String at,
      @Nullable String why) {}

  /**
   * What an agent's journal holds, said while the ledger had no majority.
   *
   * @param leases of its node
   * @param at RFC 3339
   */
  @CrdValue
  public record JournalWord(
      @Required String node, @Required @Min(0) Integer leases, @Required String at) {}

  /**
   * One seat.
   *
   * @param memberAddress {@code host:port} of the grid member
   * @param agentAddress {@code host:port} where other agents reach this agent
   * @param seatId uuid of the consensus member; empty until it has taken its seat
   * @param standing Called, Taking, Seated, Leaving, Lost (started anew, without the ledger),
   *     Removing or Vacant
   */
  @CrdValue
  public record Seat(
      @Required String node,
      @Required String memberAddress,
      @Required String agentAddress,
      @Nullable String seatId,
      @Nullable String standing) {}

  /**
   * An agent that could take a seat.
   *
   * @param zone the node's topology.kubernetes.io/zone
   * @param memberAddress {@code host:port} of its first grid member
   * @param agentAddress {@code host:port} where other agents reach it
   * @param reads the newest level of the ledger's forms that it reads; absent: 1
   */
  @CrdValue
  public record Agent(
      @Required String node,
      @Nullable String zone,
      @Required String memberAddress,
      @Required String agentAddress,
      @Min(1) @Nullable Integer reads) {}
}

package io.gridpool.agent.style;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the rooms; they point one way. */
@AnalyzeClasses(packages = "io.gridpool", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String LEDGER = "io.gridpool.ledger..";
  private static final String GRID = "io.gridpool.grid..";
  private static final String AGENT = "io.gridpool.agent.";

  @ArchTest
  static final ArchRule ledgerKnowsOnlyTheJdkAndBitmaps =
      classes()
          .that()
          .resideInAPackage(LEDGER)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              LEDGER,
              "java.lang..",
              "java.util",
              "java.util.function..",
              "java.util.stream..",
              "java.nio",
              "java.nio.charset",
              "java.net",
              "java.io",
              "org.roaringbitmap..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule ledgerReadsNoClockNoRandomNoThread =
      noClasses()
          .that()
          .resideInAPackage(LEDGER)
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(java.util.Random.class, Thread.class, java.util.UUID.class);

  @ArchTest
  static final ArchRule onlyTheGridKnowsHazelcast =
      noClasses()
          .that()
          .resideOutsideOfPackage(GRID)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.hazelcast..");

  @ArchTest
  static final ArchRule gridKnowsNoAgent =
      noClasses()
          .that()
          .resideInAPackage(GRID)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(AGENT + ".");

  @ArchTest
  static final ArchRule onlyKubeKnowsFabric8 =
      noClasses()
          .that()
          .resideInAPackage(AGENT + ".")
          .and()
          .resideOutsideOfPackages(AGENT + "kube..", AGENT + "boot..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.fabric8..");

  @ArchTest
  static final ArchRule onlyOpsKnowOpenTelemetry =
      noClasses()
          .that()
          .resideOutsideOfPackage(AGENT + "ops..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.opentelemetry..");

  @ArchTest
  static final ArchRule seatKnowsOnlyTheGrid =
      mayNotKnow("seat..", "cni..", "kube..", "ops..", "ipam..", "journal..", "boot..");

  @ArchTest
  static final ArchRule useCasesKnowNoEdge =
      mayNotKnow("ipam..", "cni..", "kube..", "ops..", "journal..", "boot..");

  @ArchTest
  static final ArchRule journalKnowsOnlyTheUseCases =
      mayNotKnow("journal..", "cni..", "kube..", "ops..", "seat..", "boot..");

  @ArchTest
  static final ArchRule cniKnowsOnlyTheUseCases =
      mayNotKnow("cni..", "kube..", "ops..", "seat..", "journal..", "boot..");

  @ArchTest
  static final ArchRule kubeKnowsOnlyTheUseCases =
      mayNotKnow("kube..", "cni..", "ops..", "seat..", "journal..", "boot..");

  @ArchTest
  static final ArchRule opsKnowOnlyTheUseCases =
      mayNotKnow("ops..", "cni..", "kube..", "seat..", "journal..", "boot..");

  private static ArchRule mayNotKnow(String room, String... others) {
    String[] packages =
        java.util.Arrays.stream(others).map(other -> AGENT + other).toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(AGENT + room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }
}

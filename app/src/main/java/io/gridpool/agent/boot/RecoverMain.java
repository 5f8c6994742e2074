package io.gridpool.agent.boot;

import io.gridpool.agent.kube.recover.Recovery;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Shows what is known of the seats when the ledger does not answer, and takes a person's word that
 * a node is off. Exit code 1: nothing was recorded.
 */
@Command(name = "gridpool recover", mixinStandardHelpOptions = true)
public final class RecoverMain implements Callable<Integer> {
  @Option(names = "--kubeconfig", description = "of somebody who may update grids/status")
  @Nullable Path kubeconfig;

  @Option(names = "--node", description = "the node that is off for good")
  String node = "";

  @Option(names = "--i-know-it-is-off", description = "record it")
  boolean confirmed;

  @Option(names = "--why", description = "for the record")
  String why = "";

  @Override
  public Integer call() {
    try (Recovery recovery = Recovery.open(Optional.ofNullable(kubeconfig))) {
      recovery.evidence().forEach(System.out::println);
      if (node.isEmpty()) {
        return 0;
      }
      if (!confirmed) {
        recovery.consequence(node).forEach(System.out::println);
        return 1;
      }
      Recovery.Declared declared = recovery.declare(node, why);
      System.out.println(declared.message());
      return declared.recorded() ? 0 : 1;
    }
  }

  /** Runs the command. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RecoverMain()).execute(arguments));
  }
}

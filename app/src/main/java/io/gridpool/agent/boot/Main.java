package io.gridpool.agent.boot;

import io.gridpool.agent.cni.CniSocket;
import io.gridpool.fault.FaultTrap;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The node agent's entry: settings first, then the sockets, then the grid. */
@Command(
    name = "gridpool-agent",
    mixinStandardHelpOptions = true,
    description = "The node agent of GridPool.")
public final class Main implements Callable<Integer> {
  private static final int EXIT_BAD_SETTINGS = 2;

  @Option(names = "--config", required = true, description = "the settings file (YAML)")
  Path config = Path.of("agent.yaml");

  @Option(names = "--check", description = "check the settings file and exit")
  boolean check;

  @Override
  public Integer call() throws IOException {
    if (FaultTrap.isRefused()) {
      System.out.println(
          "gridpool-agent: " + FaultTrap.FILE_VARIABLE + " is for processes of tests only");
      return EXIT_BAD_SETTINGS;
    }
    try {
      AgentSettings settings = SettingsFile.read(config);
      if (!check) {
        run(settings);
      }
      return 0;
    } catch (BadSettingException e) {
      System.out.println("gridpool-agent: " + e.getMessage());
      return EXIT_BAD_SETTINGS;
    }
  }

  private static void run(AgentSettings settings) throws IOException {
    Agent agent = new Agent(settings);
    ApplicationContext context =
        Micronaut.build(new String[0])
            .mainClass(Main.class)
            .banner(false)
            .singletons(
                agent,
                agent.useCases(),
                agent.measurements(),
                agent.traces(),
                agent.configurePod(),
                agent.whoHad(),
                agent.manualReclaim(),
                settings.cni())
            .properties(
                Map.of(
                    "micronaut.server.host", settings.http().address(),
                    "micronaut.server.port", settings.http().port()))
            .start();
    agent.shownBy(context.getBean(PrometheusMeterRegistry.class));
    // Micronaut stops its own servers by a hook of its own.
    Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "gridpool-stop"));
    context.getBean(CniSocket.class).open();
    agent.open();
  }

  /** Runs the agent until it gets SIGTERM; exit code 2 for settings that cannot be used. */
  public static void main(String[] arguments) {
    int exit = new CommandLine(new Main()).execute(arguments);
    if (exit != 0) {
      System.exit(exit);
    }
  }
}

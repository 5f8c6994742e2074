package io.gridpool.agent.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The agent's log as text or as JSON, by one variable. */
class JsonLogTest {
  private static Logger root(String format) throws Exception {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    if (!format.isEmpty()) {
      context.putProperty("LOG_FORMAT", format);
    }
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of("src/main/resources/logback.xml").toUri().toURL());
    return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  @Test
  void writesOneObjectALine() throws Exception {
    Logger root = root("json");
    Optional<Appender<ILoggingEvent>> json = Optional.ofNullable(root.getAppender("console"));
    assertThat(json).isPresent();
    var event =
        new LoggingEvent(
            "test", root, Level.WARN, "pod={} said \"no\"", null, new Object[] {"a/b"});
    byte[] line = ((ConsoleAppender<ILoggingEvent>) json.get()).getEncoder().encode(event);
    JsonNode read = new ObjectMapper().readTree(line);
    assertThat(read.path("formattedMessage").asText()).isEqualTo("pod=a/b said \"no\"");
    assertThat(read.path("level").asText()).isEqualTo("WARN");
    assertThat(new String(line, java.nio.charset.StandardCharsets.UTF_8).strip().lines())
        .hasSize(1);
  }

  @Test
  void writesTextWhereNobodyAsked() throws Exception {
    Logger root = root("");
    var console = (ConsoleAppender<ILoggingEvent>) root.getAppender("console");
    assertThat(console.getEncoder()).isInstanceOf(PatternLayoutEncoder.class);
    assertThat(root.getLoggerContext().getStatusManager().getCopyOfStatusList())
        .noneMatch(status -> status.getLevel() > Status.INFO);
  }
}

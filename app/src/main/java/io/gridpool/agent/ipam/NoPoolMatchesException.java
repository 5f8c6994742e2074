package io.gridpool.agent.ipam;

import io.gridpool.ledger.model.IpFamily;
import java.util.List;

/** No pool of the family matches any of the patterns written. */
final class NoPoolMatchesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoPoolMatchesException(List<String> patterns, IpFamily family) {
    super("no " + Answers.nameOf(family) + " IPPool matches " + patterns);
  }
}

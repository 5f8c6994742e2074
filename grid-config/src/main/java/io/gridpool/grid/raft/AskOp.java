package io.gridpool.grid.raft;

import com.hazelcast.cp.CPGroupId;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.gridpool.ledger.Ledger;
import java.util.function.Function;

/**
 * A read of the ledger on its Raft thread. It goes to the Raft node of this process only and never
 * over the member port, so it carries a function and has no byte form.
 */
public final class AskOp extends LedgerOp {
  private final Function<Ledger, ?> question;

  /** A read; {@code question} must not change the ledger nor keep a reference to it. */
  public AskOp(Function<Ledger, ?> question) {
    this.question = question;
  }

  @Override
  public Object run(CPGroupId group, long index) {
    return question.apply(ledgers().read(group));
  }

  @Override
  public void writeData(ObjectDataOutput out) {
    throw new UnsupportedOperationException("a read stays in its process");
  }

  @Override
  public void readData(ObjectDataInput in) {
    throw new UnsupportedOperationException("a read stays in its process");
  }
}

package io.gridpool.grid.raft;

import com.hazelcast.cp.internal.IndeterminateOperationStateAware;
import com.hazelcast.cp.internal.RaftOp;

/** What the Raft group runs on the ledger: entries that are committed, and local reads. */
abstract class LedgerOp extends RaftOp implements IndeterminateOperationStateAware {
  /** The ledger service of the member that runs this. */
  LedgerService ledgers() {
    return getService();
  }

  /** Commands are idempotent, so an unknown fate may be settled by sending them again. */
  @Override
  public boolean isRetryableOnIndeterminateOperationState() {
    return true;
  }

  @Override
  protected String getServiceName() {
    return LedgerService.NAME;
  }
}

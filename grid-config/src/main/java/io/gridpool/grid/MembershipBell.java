package io.gridpool.grid;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;

/** Rings whenever a member comes or goes. */
record MembershipBell(Runnable changed) implements MembershipListener {
  @Override
  public void memberAdded(MembershipEvent event) {
    changed.run();
  }

  @Override
  public void memberRemoved(MembershipEvent event) {
    changed.run();
  }
}

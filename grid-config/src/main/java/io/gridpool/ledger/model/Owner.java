package io.gridpool.ledger.model;

/**
 * The top controller of a pod: API group ({@code ""} for the core group), kind and name. A pod
 * without a controller owns itself: group {@code ""}, kind {@code Pod}.
 */
public record Owner(String group, String kind, String name) {}

package io.gridpool.loadtest.demo;

import io.gridpool.loadtest.process.AgentRuntime;
import java.nio.file.Path;

/**
 * Where the demo finds what was built, and where it keeps what it makes.
 *
 * @param work folder of this run
 * @param cniBinary the built IPAM binary; its folder is on {@code CNI_PATH}
 * @param plugins folder of containernetworking-plugins
 * @param crds folder of the chart's CRDs
 * @param root whether network namespaces can be made
 */
public record Place(
    Path work, AgentRuntime runtime, Path cniBinary, Path plugins, Path crds, boolean root) {}

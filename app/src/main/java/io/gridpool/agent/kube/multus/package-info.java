/** From each SpiderMultusConfig a NetworkAttachmentDefinition, and networks that pods ask for. */
@NullMarked
package io.gridpool.agent.kube.multus;

import org.jspecify.annotations.NullMarked;

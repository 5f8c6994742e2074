package io.gridpool.loadtest.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that need real nodes; a parameter {@link Scene} is the test's own and removed after it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("real-nodes")
@ExtendWith(SceneExtension.class)
@interface RealNodes {}

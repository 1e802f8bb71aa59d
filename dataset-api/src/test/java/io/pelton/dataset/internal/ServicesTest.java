// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.Engine;
import io.pelton.dataset.FakeEngine;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServicesTest {
    private final Thread thread = Thread.currentThread();
    private final ClassLoader before = thread.getContextClassLoader();

    @AfterEach
    void restore() {
        thread.setContextClassLoader(before);
    }

    @Test
    void providersAreLookedForOnceAndMakeNewObjects() {
        List<ServiceLoader.Provider<Engine>> first = Services.of(Engine.class);

        assertThat(first).hasSize(1).isSameAs(Services.of(Engine.class));
        assertThat(first.get(0).get())
                .isInstanceOf(FakeEngine.class)
                .isNotSameAs(first.get(0).get());
    }

    @Test
    void eachClassLoaderHasItsOwn() throws Exception {
        List<ServiceLoader.Provider<Engine>> here = Services.of(Engine.class);
        try (URLClassLoader apart = new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader());
                URLClassLoader below = new URLClassLoader(new URL[0], before)) {
            thread.setContextClassLoader(apart);
            assertThat(Services.of(Engine.class)).isEmpty();
            thread.setContextClassLoader(below);
            assertThat(Services.of(Engine.class)).hasSize(1).isNotSameAs(here);
        }
    }
}

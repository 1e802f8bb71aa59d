// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Providers of services that {@link ServiceLoader} finds. Every file of the class path is searched for them, which takes
 * longer than a small job may, so each class loader is asked once.
 *
 * <p><b>Threads.</b> Safe for all.
 */
public final class Services {
    /** Soft, as providers know their class loader. */
    private static final Map<@Nullable ClassLoader, SoftReference<Map<Class<?>, List<?>>>> FOUND = new WeakHashMap<>();

    private Services() {}

    /**
     * The providers that the calling thread's context class loader finds; each makes a new object at every call. While there
     * are none they are looked for again, as shells add to the class path.
     */
    @SuppressWarnings("unchecked") // each class is mapped to its own providers
    public static <T> List<ServiceLoader.Provider<T>> of(Class<T> service) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Map<Class<?>, List<?>> known = found(loader);
        List<?> providers = known.get(service);
        if (providers == null) {
            providers = ServiceLoader.load(service, loader).stream().toList();
            if (!providers.isEmpty()) {
                known.put(service, providers);
            }
        }
        return (List<ServiceLoader.Provider<T>>) providers;
    }

    private static Map<Class<?>, List<?>> found(@Nullable ClassLoader loader) {
        synchronized (FOUND) {
            SoftReference<Map<Class<?>, List<?>>> known = FOUND.get(loader);
            Map<Class<?>, List<?>> services = known == null ? null : known.get();
            if (services == null) {
                services = new ConcurrentHashMap<>();
                FOUND.put(loader, new SoftReference<>(services));
            }
            return services;
        }
    }
}

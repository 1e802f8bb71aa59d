// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.Engine;
import io.pelton.dataset.PeltonException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file that a model is made of, wherever it lies. Immutable; any thread may call. */
public sealed interface Resource {
    /** What it is called in messages. */
    String label();

    /** The last part of its name. */
    default String shortName() {
        String name = label();
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    /** Opens it for one reading. */
    InputStream open() throws IOException;

    /** Where it lies as a local file, if it does or is worth unpacking to one. */
    Optional<Path> local();

    /** A file on the class path, by its name from the root. */
    static Resource classPath(String name) {
        return new ClassPath(name.startsWith("/") ? name.substring(1) : name);
    }

    /** A local path or the URI of any file system that the engine knows. */
    static Resource pathOrUri(String pathOrUri) {
        if (!pathOrUri.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
            return new Local(Path.of(pathOrUri));
        }
        if (pathOrUri.startsWith("file:")) {
            return new Local(toPath(pathOrUri));
        }
        return new Remote(pathOrUri);
    }

    /** A file on the class path if there is one of that name, otherwise as {@link #pathOrUri}. */
    static Resource find(String name) {
        Resource onClassPath = classPath(name);
        return ((ClassPath) onClassPath).url() != null ? onClassPath : pathOrUri(name);
    }

    private static Path toPath(String uri) {
        try {
            URI parsed = new URI(uri);
            return Path.of(requireNonNull(parsed.getPath(), uri));
        } catch (URISyntaxException | RuntimeException e) {
            throw PeltonException.user(
                    "Cannot read '" + uri + "': expected a file URI such as file:/models/m.onnx.", e);
        }
    }

    /** On the class path. */
    record ClassPath(String name) implements Resource {
        @Nullable
        URL url() {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            URL found = context == null ? null : context.getResource(name);
            return found != null ? found : Resource.class.getClassLoader().getResource(name);
        }

        @Override
        public String label() {
            return name;
        }

        @Override
        public InputStream open() throws IOException {
            URL url = url();
            if (url == null) {
                throw PeltonException.user("Cannot read '" + name + "': no such resource on the class path."
                        + " Add the jar that holds it, or use a path.");
            }
            Optional<Path> local = local();
            return local.isPresent() ? Files.newInputStream(local.get()) : url.openStream();
        }

        @Override
        public Optional<Path> local() {
            URL url = url();
            if (url == null) {
                return Optional.empty();
            }
            return url.getProtocol().equals("file") ? Optional.of(toPath(url.toString())) : UnpackedResource.of(url);
        }
    }

    /** In the machine's own file system. */
    record Local(Path path) implements Resource {
        @Override
        public String label() {
            return path.toString();
        }

        @Override
        public InputStream open() throws IOException {
            if (!Files.isRegularFile(path)) {
                throw PeltonException.user("Cannot read '" + path + "': "
                        + (Files.exists(path) ? "it is not a file." : "no such file.")
                        + " Check the path; it is relative to " + Path.of("").toAbsolutePath() + ".");
            }
            if (!Files.isReadable(path)) {
                throw PeltonException.user("Cannot read '" + path + "': permission denied.");
            }
            return Files.newInputStream(path);
        }

        @Override
        public Optional<Path> local() {
            return Optional.of(path);
        }
    }

    /** In a file system of the engine. */
    record Remote(String uri) implements Resource {
        @Override
        public String label() {
            return uri;
        }

        @Override
        public InputStream open() throws IOException {
            try {
                return Engine.load().openFile(uri);
            } catch (NoSuchFileException | java.io.FileNotFoundException e) {
                throw PeltonException.user("Cannot read '" + uri + "': no such file. Check the path.", e);
            }
        }

        @Override
        public Optional<Path> local() {
            return Optional.empty();
        }
    }
}

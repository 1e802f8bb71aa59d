// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static java.util.Objects.requireNonNull;

import io.pelton.inference.internal.ModelFile;
import io.pelton.inference.internal.Resource;
import io.pelton.inference.internal.SessionSettings;
import java.util.Locale;

/** A model in ONNX format. */
public final class OnnxModel {
    private final ModelFile file;
    private final SessionSettings session;

    private OnnxModel(ModelFile file, SessionSettings session) {
        this.file = file;
        this.session = session;
    }

    /** A model on the class path, by its name from the root. */
    public static OnnxModel fromClasspath(String name) {
        return of(Resource.classPath(requireNonNull(name, "name")));
    }

    /** A model in a file; weights in files of their own lie beside it. */
    public static OnnxModel fromPath(String pathOrUri) {
        return of(Resource.pathOrUri(requireNonNull(pathOrUri, "pathOrUri")));
    }

    private static OnnxModel of(Resource resource) {
        return new OnnxModel(new ModelFile(resource), new SessionSettings("cpu", 0, 1));
    }

    /** The same model run by another execution provider. */
    public OnnxModel provider(String provider, int device) {
        return new OnnxModel(file, new SessionSettings(provider.toLowerCase(Locale.ROOT), device, 1));
    }

    /** The sha256 of the model's bytes, in hexadecimal. */
    public String sha256() {
        return file.sha256();
    }

    /** What the model takes and gives. */
    public ModelDescription describe() {
        return file.description();
    }

    String shortName() {
        return file.shortName();
    }

    String place() {
        return session.provider().equals("cpu") ? "cpu" : session.provider();
    }

    ModelFile file() {
        return file;
    }

    SessionSettings session() {
        return session;
    }
}

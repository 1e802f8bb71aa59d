// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.inference.TinyOnnx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActorSessionTest {
    private static final long COPY_BYTES = 100;
    private static final long ROOM_FOR_ONE = COPY_BYTES;
    private static final long ROOM_FOR_NONE = ROOM_FOR_ONE - 1;

    @TempDir
    Path directory;

    private ModelFile model;
    private SharedSession shared;
    private final List<SharedSession> loaded = new ArrayList<>();
    private final List<ActorSession> actors = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        Path file = new TinyOnnx()
                .input("x", 1, TinyOnnx.FREE)
                .output("y", 1, TinyOnnx.FREE)
                .node("Neg", new String[] {"x"}, new String[] {"y"})
                .write(directory.resolve("tiny.onnx"));
        model = new ModelFile(Resource.pathOrUri(file.toString()));
        shared = load();
    }

    @AfterEach
    void close() throws Exception {
        actors.forEach(ActorSession::close);
        shared.close();
    }

    private SharedSession load() throws Exception {
        return SharedSession.open(model, new SessionSettings("cpu", 0, 1));
    }

    private static SessionCopies copies(long room) {
        return new SessionCopies(new SessionCopies.Memory(room), COPY_BYTES);
    }

    private ActorSession actor(SessionCopies copies) {
        return actor(copies, () -> {
            SharedSession own = load();
            loaded.add(own);
            return own;
        });
    }

    private ActorSession actor(SessionCopies copies, Callable<SharedSession> load) {
        ActorSession actor = new ActorSession(shared, copies, load);
        actors.add(actor);
        return actor;
    }

    /** What an actor runs in its next batch. */
    private static OrtSession next(ActorSession actor) {
        actor.settle();
        return actor.session();
    }

    /** What an actor runs after it has computed as long as a session of its own is worth. */
    private OrtSession afterLongWork(ActorSession actor) {
        actor.ran(ActorSession.WORTH * shared.loadNanos());
        return next(actor);
    }

    @Test
    void anActorHasTheSharedSessionUntilAnotherPays() {
        SessionCopies copies = copies(ROOM_FOR_ONE);
        afterLongWork(actor(copies));
        ActorSession actor = actor(copies);

        actor.ran(ActorSession.WORTH * shared.loadNanos() - 1);
        assertThat(next(actor)).isSameAs(shared.session());
        assertThat(loaded).isEmpty();

        actor.ran(1);
        OrtSession own = next(actor);
        assertThat(loaded).hasSize(1);
        assertThat(own).isSameAs(loaded.get(0).session()).isNotSameAs(shared.session());
        assertThat(next(actor)).isSameAs(own);
        assertThat(loaded).hasSize(1);
    }

    @Test
    void oneActorKeepsTheSharedSession() {
        ActorSession first = actor(copies(ROOM_FOR_ONE));

        assertThat(afterLongWork(first)).isSameAs(shared.session());
        assertThat(loaded).isEmpty();
    }

    @Test
    void theSharedSessionIsKeptByAnotherWhenItsActorHasGone() {
        SessionCopies copies = copies(ROOM_FOR_ONE);
        ActorSession first = actor(copies);
        afterLongWork(first);
        first.close();

        assertThat(afterLongWork(actor(copies))).isSameAs(shared.session());
        assertThat(loaded).isEmpty();
    }

    @Test
    void copiesStayWithinTheirPartOfTheMemory() {
        SessionCopies copies = copies(ROOM_FOR_ONE);
        afterLongWork(actor(copies));
        ActorSession second = actor(copies);
        ActorSession third = actor(copies);

        assertThat(afterLongWork(second)).isNotSameAs(shared.session());
        assertThat(afterLongWork(third)).isSameAs(shared.session());
        second.close();
        assertThat(afterLongWork(actor(copies))).isNotSameAs(shared.session());
        assertThat(loaded).hasSize(2);
    }

    @Test
    void largeModelsAreShared() {
        SessionCopies copies = copies(ROOM_FOR_NONE);

        assertThat(afterLongWork(actor(copies))).isSameAs(shared.session());
        assertThat(afterLongWork(actor(copies))).isSameAs(shared.session());
        assertThat(loaded).isEmpty();
    }

    @Test
    void aCopyThatCannotBeLoadedLeavesTheSharedOneAndItsRoom() {
        SessionCopies copies = copies(ROOM_FOR_ONE);
        afterLongWork(actor(copies));
        List<String> tries = new ArrayList<>();
        ActorSession unlucky = actor(copies, () -> {
            tries.add("load");
            throw new PeltonException(ErrorKind.RESOURCE, "no memory");
        });

        assertThat(afterLongWork(unlucky)).isSameAs(shared.session());
        assertThat(afterLongWork(unlucky)).isSameAs(shared.session());
        assertThat(tries).hasSize(1);
        assertThat(afterLongWork(actor(copies))).isNotSameAs(shared.session());
    }

    @Test
    void copiesAreLoadedOneAtATimeAndNobodyWaits() {
        SessionCopies copies = copies(2 * COPY_BYTES);
        afterLongWork(actor(copies));
        ActorSession other = actor(copies);
        ActorSession loading = actor(copies, () -> {
            assertThat(afterLongWork(other)).isSameAs(shared.session());
            return load();
        });

        assertThat(afterLongWork(loading)).isNotSameAs(shared.session());
        assertThat(loaded).isEmpty();
        assertThat(next(other)).as("asked again").isNotSameAs(shared.session());
    }

    @Test
    void anActorThatIsToEndLoadsNothing() {
        SessionCopies copies = copies(ROOM_FOR_ONE);
        afterLongWork(actor(copies));
        ActorSession ending = actor(copies);

        Thread.currentThread().interrupt();
        try {
            assertThat(afterLongWork(ending)).isSameAs(shared.session());
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(loaded).isEmpty();
    }

    @Test
    void allModelsOfAProcessShareTheMemoryOfCopies() {
        SessionCopies.Memory memory = new SessionCopies.Memory(COPY_BYTES);
        SessionCopies one = new SessionCopies(memory, COPY_BYTES);
        SessionCopies another = new SessionCopies(memory, COPY_BYTES);
        afterLongWork(actor(one));
        afterLongWork(actor(another));
        ActorSession first = actor(one);

        assertThat(afterLongWork(first)).isNotSameAs(shared.session());
        assertThat(afterLongWork(actor(another))).isSameAs(shared.session());
        first.close();
        assertThat(afterLongWork(actor(another))).isNotSameAs(shared.session());
    }

    @Test
    void onlyWholeLocalModelsHaveCopies() throws Exception {
        long bytes = directory.resolve("tiny.onnx").toFile().length();
        Files.write(directory.resolve("w.bin"), new byte[2 * Float.BYTES]);
        Path apart = new TinyOnnx()
                .input("x", 1, 2)
                .output("y", 1, 2)
                .externalWeights("w", "w.bin", 2)
                .node("Add", new String[] {"x", "w"}, new String[] {"y"})
                .write(directory.resolve("apart.onnx"));

        assertThat(model.copyBytes()).isEqualTo(2 * bytes);
        assertThat(new ModelFile(Resource.pathOrUri(apart.toString())).copyBytes())
                .isEqualTo(Long.MAX_VALUE);
    }
}

// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class StoreErrorsTest {
    @Test
    void aFullDiskIsAResourceErrorAndSaysThatWorkIsKept() {
        PeltonException e = translated(new IOException("No space left on device"));

        assertThat(e.kind()).isEqualTo(ErrorKind.RESOURCE);
        assertThat(e)
                .hasMessage(
                        "Cannot write out/a: no space left on device [out/a]. Free space or write elsewhere, then run"
                                + " again: committed work is kept.");
    }

    @Test
    void deniedAccessIsTheUsersAndNamesThePath() {
        assertThat(translated(new AccessDeniedException("out/a")).kind()).isEqualTo(ErrorKind.USER);
        assertThat(translated(new FileSystemException("out/a", null, "Read-only file system")))
                .hasMessageStartingWith("Cannot write out/a: access denied [out/a].");
    }

    @Test
    void whatMayPassIsTransientWithItsReason() {
        PeltonException e = translated(new IOException("Connection reset\n  by peer"));

        assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(e).hasMessageContaining("Connection reset [out/a]").hasCauseInstanceOf(IOException.class);
    }

    @Test
    void theEndOfAFileStaysWhatItIs() {
        assertThat(catchThrowable(() -> StoreErrors.translate("read", "a", new EOFException("end"))))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void aStreamSpeaksTheSameWords() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        TranslatingOutput out = new TranslatingOutput("out/a", full);

        assertThatThrownBy(() -> out.write(new byte[3]))
                .isInstanceOf(PeltonException.class)
                .hasMessageContaining("committed work is kept");
    }

    private static PeltonException translated(IOException e) {
        return (PeltonException) catchThrowable(() -> StoreErrors.translate("write", "out/a", e));
    }
}

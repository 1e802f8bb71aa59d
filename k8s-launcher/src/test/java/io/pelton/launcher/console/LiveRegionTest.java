// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveRegionTest {
    private final FakeTerminal terminal = new FakeTerminal();
    private final LiveRegion region = new LiveRegion(terminal.stream(), () -> 100);
    private final PrintStream above = region.above(terminal.stream());

    @Test
    void laterPictureTakesThePlaceOfTheEarlier() {
        region.draw(List.of("rows 100", "a longer line"));
        region.draw(List.of("rows 200", "short"));

        assertThat(terminal.screen()).isEqualTo("rows 200\nshort");
    }

    @Test
    void smallerPictureLeavesNothingOfALargerOne() {
        region.draw(List.of("a", "b", "c"));
        region.draw(List.of("d"));

        assertThat(terminal.screen()).isEqualTo("d");
    }

    @Test
    void outputOfTheProgramScrollsAboveThePicture() {
        region.draw(List.of("rows 100", "bar"));
        above.println("hello");
        region.draw(List.of("rows 200", "bar"));
        above.println("world");
        region.draw(List.of("rows 300", "bar"));

        assertThat(terminal.screen()).isEqualTo("hello\nworld\nrows 300\nbar");
    }

    @Test
    void unfinishedLineOfTheProgramIsNotOverwritten() {
        above.print("no newline");
        region.draw(List.of("rows 100"));

        assertThat(terminal.screen()).isEqualTo("no newline\nrows 100");
    }

    @Test
    void pictureThatANarrowerTerminalHasBrokenIsWipedWhole() {
        FakeTerminal narrow = new FakeTerminal();
        int[] width = {30};
        LiveRegion picture = new LiveRegion(narrow.stream(), () -> width[0]);

        picture.draw(List.of("twenty-four characters..", "\u001b[33mshort\u001b[0m"));
        width[0] = 10;
        narrow.breakLinesAt(10);
        picture.draw(List.of("rows 100"));

        assertThat(narrow.screen()).isEqualTo("rows 100");
    }

    @Test
    void echoOfAKeyLeavesNothingBehind() {
        region.draw(List.of("rows 100", "bar"));
        terminal.stream().print("^C");
        region.clear();
        above.println("Draining");

        assertThat(terminal.screen()).isEqualTo("Draining");
    }

    @Test
    void clearedPictureLeavesOnlyTheProgramsOutput() {
        above.println("hello");
        region.draw(List.of("rows 100", "bar"));
        region.clear();
        above.println("done");

        assertThat(terminal.screen()).isEqualTo("hello\ndone");
    }
}

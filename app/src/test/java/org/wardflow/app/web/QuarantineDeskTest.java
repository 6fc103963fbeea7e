package org.wardflow.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.app.home.Home;
import org.wardflow.app.settings.Settings;
import org.wardflow.app.workspace.Workspace;
import org.wardflow.core.WallClock;
import org.wardflow.flow.cycle.Pipeline;
import org.wardflow.server.feed.Steward.Decision;

class QuarantineDeskTest {
    private static final String SYNONYMS = "codes/department_synonym.csv";

    @TempDir
    Path folder;

    @Test
    void nothingIsJudgedAnewByContentThatWasCorrectedSinceTheStart() throws IOException {
        Home home = Home.openOrCreate(folder, WallClock.utc());
        try (Workspace workspace = Workspace.forWriting(home, Settings.defaults(), WallClock.utc());
                Pipeline pipeline = workspace.openPipeline()) {
            assertThat(pipeline.runCycle().failures()).isEmpty();
            QuarantineDesk desk = new QuarantineDesk(workspace, work -> work.apply(pipeline));
            assertThat(desk.decide(Decision.REPLAY, "never_opened", List.of(), "steward", "")
                            .moves())
                    .isEmpty();

            correct();

            assertThatThrownBy(() -> desk.decide(Decision.REPLAY, "never_opened", List.of(), "steward", ""))
                    .hasMessageContaining("CONTENT_OUTDATED")
                    .hasMessageContaining("this process does not know the corrected content")
                    .hasMessageContaining("./wardflow stop, then ./wardflow up");
            assertThat(desk.decide(Decision.DISCARD, "never_opened", List.of(), "steward", "a test")
                            .moves())
                    .as("a decision needs no content")
                    .isEmpty();
        }
    }

    private void correct() throws IOException {
        Path file = Home.content(folder).resolve(SYNONYMS);
        Files.createDirectories(file.resolveSibling("."));
        try (InputStream builtIn =
                requireNonNull(getClass().getClassLoader().getResourceAsStream("wardflow/" + SYNONYMS))) {
            Files.writeString(file, new String(builtIn.readAllBytes(), UTF_8).stripTrailing() + "\nkardio,Surgery\n");
        }
    }
}

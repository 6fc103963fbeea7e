package org.wardflow.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import org.wardflow.simulator.Dirt;
import org.wardflow.simulator.SimulationSpec;

class DemoStateTest {
    @TempDir
    Path home;

    @Test
    void itIsReadAsItWasWritten() {
        DemoState state = state();
        state.write(home);
        assertThat(DemoState.read(home)).contains(state);
    }

    /** The rest of the same seed would be another story than what its broker holds. */
    @Test
    void aDemoOfAVersionWhoseHospitalsSendOtherMessagesDoesNotGoOn() throws IOException {
        state().write(home);
        Path file = home.resolve("demo.json");
        String written = Files.readString(file);
        for (String other : new String[] {
            written.replace(SimulationSpec.WORLD, "0badf00d"), written.replaceFirst("\"world\"[^,]*,", "")
        }) {
            Files.writeString(file, other);
            assertThatThrownBy(() -> DemoState.read(home)).isInstanceOfSatisfying(WardflowException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INPUT_UNREADABLE);
                assertThat(e.found()).contains("another version");
                assertThat(e.fix()).contains("./wardflow demo --new");
            });
        }
    }

    private static DemoState state() {
        SimulationSpec spec = new SimulationSpec(7, 14, 42, SimulationSpec.DEFAULT_START, Dirt.standard());
        return DemoState.fresh(spec).sentUntil(SimulationSpec.DEFAULT_START.plusSeconds(90));
    }
}

package org.wardflow.proof.docs;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.wardflow.proof.architecture.Modules;

class GeneratedDocsTest {
    @Test
    void theGraphOfModulesIsTheOneThatTheArchitectureTestsHold() throws IOException {
        Page.of("CONTRIBUTING.md").holds("modules", Modules.mermaid());
    }
}

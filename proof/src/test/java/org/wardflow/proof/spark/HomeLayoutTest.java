package org.wardflow.proof.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wardflow.app.home.Home;
import org.wardflow.spark.storage.HomeCopy;
import org.wardflow.spark.storage.HomePlace;

/** The job on Spark has no class of the program's, and knows a home by itself. */
class HomeLayoutTest {
    @Test
    void theJobTakesForAHomeWhatTheProgramDoes() {
        assertThat(HomePlace.VERSION).isEqualTo(Home.VERSION);
        assertThat(HomeCopy.MARKER).isEqualTo(Home.MARKER);
    }
}

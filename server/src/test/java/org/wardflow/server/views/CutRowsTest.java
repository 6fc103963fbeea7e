package org.wardflow.server.views;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wardflow.server.data.Rows;
import org.wardflow.server.http.Problem;

class CutRowsTest {
    @Test
    void aFileThatLacksRowsIsRefused() {
        List<String> columns = List.of("hospital_id");
        assertThatCode(() -> KpiEndpoints.requireAll(new Rows(columns, List.of(List.of("1")), false)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> KpiEndpoints.requireAll(new Rows(columns, List.of(List.of("1")), true)))
                .isInstanceOf(Problem.Refused.class);
    }
}

package org.wardflow.flow.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
    @Test
    void anEmptyFieldIsNullAndAnEmptyTextIsQuoted() {
        Csv csv = Csv.parse("a, b ,c\r\n1,,\"\"\n\"x, \"\"y\"\"\nz\",2,3");
        assertThat(csv.header()).containsExactly("a", "b", "c");
        assertThat(csv.rows()).isEqualTo(List.of(Arrays.asList("1", null, ""), List.of("x, \"y\"\nz", "2", "3")));
    }

    @Test
    void emptyLinesAreNoRowsUnlessThereIsOneColumn() {
        assertThat(Csv.parse("a,b\n\n1,2\n\n").rows()).hasSize(1);
        assertThat(Csv.parse("a\n\n1\n").rows()).hasSize(2);
    }

    @Test
    void aLineOfAnotherLengthIsNamed() {
        assertThatThrownBy(() -> Csv.parse("a,b\n1,2\n1\n")).hasMessage("line 3 has 1 fields, the header has 2");
        assertThatThrownBy(() -> Csv.parse("")).hasMessage("the header is missing");
    }
}

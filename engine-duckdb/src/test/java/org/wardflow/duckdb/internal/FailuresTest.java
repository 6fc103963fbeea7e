package org.wardflow.duckdb.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wardflow.core.EngineLost;
import org.wardflow.core.ErrorCode;

class FailuresTest {
    private static final String AFTERWARDS =
            "FATAL Error: Failed: database has been invalidated because of a previous fatal error. "
                    + "The database must be restarted prior to being used again.\nOriginal error: \"No space left on device\"";

    private static final String NOT_BEGUN =
            "Invalid Input Error: Attempting to execute an unsuccessful or closed pending query result\nError: ";

    @ParameterizedTest
    @ValueSource(
            strings = {AFTERWARDS, NOT_BEGUN + AFTERWARDS, "FATAL Error: Failed to create checkpoint of 'Jane Doe'"})
    void anErrorThatEndsTheInstanceIsNoneToTryAgain(String message) {
        assertThatThrownBy(() -> Failures.translate("A query failed", new SQLException(message)))
                .isInstanceOf(EngineLost.class)
                .hasMessageContaining("WARDFLOW-4005 ENGINE_FAILED")
                .hasMessageContaining("start the process again")
                .hasMessageNotContaining("Jane")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Conversion Error: Could not convert string '" + AFTERWARDS + "' to INT32",
                "Conversion Error: Could not convert string '" + NOT_BEGUN + AFTERWARDS + "' to INT32",
                NOT_BEGUN + "Conversion Error: Could not convert string '" + AFTERWARDS + "' to INT32",
                "Invalid Input Error: " + AFTERWARDS,
                "Invalid Input Error: FATAL Error: as a value says",
                "IO Error: Checkpoint failed for database \"rows_0\". The database has been invalidated. Original error: x",
                "INTERNAL Error: Attempted to access index 0 within vector of size 0"
            })
    void aValueThatReadsLikeOneEndsNothing(String message) {
        assertThat(Failures.translate("A query failed", new SQLException(message))
                        .code())
                .isIn(ErrorCode.ENGINE_FAILED, ErrorCode.SQL_FAILED, ErrorCode.DISK_FULL, ErrorCode.DISK_FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "INTERNAL Error: Attempted to access index 0 within vector of size 0, ENGINE_FAILED",
        "INTERRUPT Error: Interrupted!, ENGINE_FAILED",
        "no kind at all, ENGINE_FAILED",
        "Conversion Error: Could not convert string 'x' to INT32, SQL_FAILED",
        "Out of Range Error: Overflow in multiplication, SQL_FAILED",
        "Binder Error: Referenced column not found, SQL_FAILED"
    })
    void anErrorOfTheEnginesOwnIsNobodysSql(String message, ErrorCode code) {
        assertThat(Failures.translate("A query failed", new SQLException(message))
                        .code())
                .isEqualTo(code);
    }

    /** What {@link Failures} looks for is what the driver says, in this version too. */
    @Test
    void anErrorOfAStatementThatCouldNotBeginStandsBehindTheDriversWords() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("select * from nowhere"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageStartingWith(NOT_BEGUN + "Catalog Error: ");
        }
    }
}

package org.wardflow.app.command;

import org.wardflow.core.ErrorCode;

/** What a script sees. The numbers never change once released. */
enum ExitCode {
    OK(0, "done"),
    NEGATIVE(1, "the answer is no: something differs, or nothing was found"),
    USAGE(2, "wrong arguments, settings or query"),
    INPUT(3, "an input or a content file was refused"),
    BUSY(4, "another process is writing in this home"),
    FAILED(5, "disk, lake, engine or another failure");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    String meaning() {
        return meaning;
    }

    static ExitCode of(ErrorCode code) {
        return switch (code) {
            case HOME_LOCKED, CONTENT_OUTDATED, TABLE_CONFLICT -> BUSY;
            case HOME_VERSION, PORT_IN_USE, BROKER_FAILED, MEMORY_FULL, SOURCE_GAP, SOURCE_UNREACHABLE -> FAILED;
            case ACCESS_UNKNOWN, SOURCE_UNKNOWN, TABLE_MISSING, VERSION_GONE, QUERY_INVALID -> USAGE;
            case CONTRACT_INVALID, MODEL_INVALID -> INPUT;
            default -> ofRange(code.number() / 1_000);
        };
    }

    private static ExitCode ofRange(int thousand) {
        return switch (thousand) {
            case 1 -> USAGE;
            case 2 -> INPUT;
            case 5 -> NEGATIVE;
            default -> FAILED;
        };
    }
}

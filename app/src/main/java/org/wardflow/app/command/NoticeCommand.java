package org.wardflow.app.command;

import java.util.List;
import org.wardflow.app.notice.Notices;
import org.wardflow.app.terminal.Cells;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import picocli.CommandLine.Command;

@Command(name = "notice", description = "Who is told when something fails.")
final class NoticeCommand {
    private final Wardflow wardflow;

    NoticeCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
    }

    @Command(name = "test", description = "Send a test message each way that wardflow.yaml names, and say how it went.")
    int test() {
        List<Notices.Trial> tests = Notices.test(
                wardflow.settings(), wardflow.home(), wardflow.terminal().clock());
        if (tests.isEmpty()) {
            throw new WardflowException(
                    ErrorCode.SETTING_INVALID,
                    "There is no way to tell anyone",
                    "neither notice.webhook.url nor notice.mail.host is set",
                    "set one in wardflow.yaml; docs/configuration.md lists the settings");
        }
        for (Notices.Trial test : tests) {
            String outcome = test.failure().map(why -> "not delivered, " + why).orElse("delivered");
            wardflow.terminal()
                    .out()
                    .println("%s: %s (%s ms)"
                            .formatted(
                                    test.channel(),
                                    outcome,
                                    Cells.count(test.took().toMillis())));
        }
        boolean all = tests.stream().allMatch(test -> test.failure().isEmpty());
        return (all ? ExitCode.OK : ExitCode.FAILED).number();
    }
}

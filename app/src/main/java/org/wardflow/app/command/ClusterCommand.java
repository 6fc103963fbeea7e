package org.wardflow.app.command;

import java.util.List;
import org.wardflow.app.home.Home;
import org.wardflow.app.spark.Cluster;
import org.wardflow.app.spark.SparkHome;
import org.wardflow.app.terminal.Format;
import org.wardflow.app.terminal.ResultPrinter;
import org.wardflow.app.terminal.Terminal;
import org.wardflow.core.ErrorCode;
import org.wardflow.core.WardflowException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "cluster",
        description = "A Spark cluster on this machine, on the loopback address, to try and test with.")
final class ClusterCommand {
    private final Wardflow wardflow;
    private final Terminal terminal;

    ClusterCommand(Wardflow wardflow) {
        this.wardflow = wardflow;
        this.terminal = wardflow.terminal();
    }

    @Command(name = "start", description = "Start a master and workers, each a process with one core.")
    int start(
            @Option(names = "--workers", paramLabel = "N", defaultValue = "2", description = "Default: 2.") int workers,
            @Option(
                            names = "--memory",
                            paramLabel = "SIZE",
                            defaultValue = "1g",
                            description = "Of each worker, for executors, as in 2g. Default: 1g.")
                    String memory) {
        if (workers < 1 || workers > Cluster.WORKERS_MAX) {
            throw new WardflowException(
                    ErrorCode.USAGE,
                    "A cluster cannot have " + workers + " workers",
                    "a number from 1 to " + Cluster.WORKERS_MAX + " is expected",
                    "./wardflow cluster start --workers 2");
        }
        print(cluster().start(SparkHome.find(terminal), workers, memory));
        terminal.out()
                .println("./wardflow run --engine spark --master " + cluster().master());
        return ExitCode.OK.number();
    }

    @Command(name = "status", description = "Show its processes.")
    int status() {
        List<Cluster.Member> members = cluster().members();
        print(members);
        boolean runs = !members.isEmpty() && members.stream().allMatch(Cluster.Member::isRunning);
        return (runs ? ExitCode.OK : ExitCode.NEGATIVE).number();
    }

    @Command(name = "stop", description = "End its processes, and delete their files.")
    int stop() {
        terminal.out().println(cluster().stop() + " processes stopped");
        return ExitCode.OK.number();
    }

    private Cluster cluster() {
        return new Cluster(Home.openOrCreate(wardflow.home(), terminal.clock())
                .folder()
                .resolve("spark")
                .toAbsolutePath());
    }

    private void print(List<Cluster.Member> members) {
        ResultPrinter printer = new ResultPrinter(terminal, Format.TABLE);
        printer.columns(List.of("process", "id", "runs"));
        members.forEach(member -> printer.row(List.of(member.name(), member.pid(), member.isRunning() ? "yes" : "no")));
        var unused = printer.finish();
    }
}

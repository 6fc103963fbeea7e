package org.wardflow.app.command;

import java.util.List;

/** All commands, in the order that {@code --help} lists them. */
final class Commands {
    private Commands() {}

    static List<Object> all(Wardflow wardflow) {
        return List.of(
                new DemoCommand(wardflow),
                new Up(wardflow),
                new Send(wardflow),
                new Stop(wardflow),
                new Simulate(wardflow),
                new Ingest(wardflow),
                new Run(wardflow),
                new Query(wardflow),
                new KpiCommand(wardflow),
                new Tables(wardflow),
                new History(wardflow),
                new Status(wardflow),
                new SourceCommand(wardflow),
                new QuarantineCommand(wardflow),
                new QualityCommand(wardflow),
                new SchemaCommand(wardflow),
                new ContentCommand(wardflow),
                new Explain(wardflow),
                new Verify(wardflow),
                new DoctorCommand(wardflow),
                new BackupCommand(wardflow),
                new RestoreCommand(wardflow),
                new UserCommand(wardflow),
                new AuditCommand(wardflow),
                new RebuildCommand(wardflow),
                new WarehouseCommand(wardflow),
                new NoticeCommand(wardflow),
                new ClusterCommand(wardflow),
                new Bench(wardflow),
                new Reset(wardflow));
    }
}

package org.wardflow.app.command;

import org.wardflow.flow.read.KnownAt;
import picocli.CommandLine.ITypeConverter;

/** A state of the lake on the command line: the number of a cycle, or a time. */
final class KnownAtText implements ITypeConverter<KnownAt> {
    @Override
    public KnownAt convert(String text) {
        return text.matches("[0-9]{1,18}")
                ? new KnownAt.Cycle(Long.parseLong(text))
                : new KnownAt.Time(new Times().convert(text));
    }
}

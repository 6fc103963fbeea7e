package org.wardflow.app.quality;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.wardflow.app.quality.internal.QualitySections;

/** A report as one page: no script, nothing from elsewhere, light and dark as the reader's screen has it. */
public final class QualityPage {
    private static final String STYLE = "report.css";

    private QualityPage() {}

    /** The page as HTML. */
    public static String of(QualityReport report) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Data quality, cycle %s</title>
                <style>
                %s</style>
                </head>
                <body>
                %s</body>
                </html>
                """.formatted(report.cycle(), style(), new QualitySections(report).markup());
    }

    private static String style() {
        try (InputStream style = QualityPage.class.getResourceAsStream(STYLE)) {
            if (style == null) {
                throw new IllegalStateException("bug: " + STYLE + " is not beside its class");
            }
            return new String(style.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.wardflow.app.quality.internal;

import java.util.List;
import java.util.Locale;

/**
 * Bars side by side in one picture, each of several parts on top of each other, with a scale of its own.
 *
 * @param title what it shows, for who cannot see it
 * @param labels under the first, the middle and the last bar
 */
record BarChart(String title, List<String> labels, List<Bar> bars) {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 130;
    private static final int LEFT = 64;
    private static final int TOP = 12;
    private static final int BOTTOM = 20;
    private static final int WIDEST = 40;

    BarChart {
        labels = List.copyOf(labels);
        bars = List.copyOf(bars);
    }

    /**
     * One bar.
     *
     * @param name shown when pointed at
     */
    record Bar(String name, List<Part> parts) {
        Bar {
            parts = List.copyOf(parts);
        }

        long height() {
            return parts.stream().mapToLong(part -> Math.max(0, part.value())).sum();
        }
    }

    /** A part of a bar, in the colour of a class of the style sheet. */
    record Part(String style, long value) {}

    /** The picture. */
    String svg() {
        long most = Math.max(1, bars.stream().mapToLong(Bar::height).max().orElse(1));
        StringBuilder svg = new StringBuilder("<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">"
                .formatted(WIDTH, HEIGHT, Html.text(title)));
        int floor = HEIGHT - BOTTOM;
        svg.append(
                "<line class=\"axis\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>".formatted(LEFT, floor, WIDTH, floor));
        svg.append("<line class=\"axis\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>".formatted(LEFT, TOP, WIDTH, TOP));
        svg.append(
                "<text x=\"%s\" y=\"%s\" text-anchor=\"end\">%s</text>".formatted(LEFT - 6, TOP + 4, Html.count(most)));
        svg.append("<text x=\"%s\" y=\"%s\" text-anchor=\"end\">0</text>".formatted(LEFT - 6, floor + 4));
        double step = (double) (WIDTH - LEFT) / Math.max(1, bars.size());
        double width = Math.min(WIDEST, step * 0.75);
        for (int i = 0; i < bars.size(); i++) {
            bar(svg, bars.get(i), LEFT + step * i + (step - width) / 2, width, most);
        }
        for (int i = 0; i < labels.size(); i++) {
            String anchor = i == 0 ? "start" : i == labels.size() - 1 ? "end" : "middle";
            double x = LEFT + (double) (WIDTH - LEFT) * i / Math.max(1, labels.size() - 1);
            svg.append("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
                    .formatted(point(x), HEIGHT - 4, anchor, Html.text(labels.get(i))));
        }
        return svg.append("</svg>").toString();
    }

    private static void bar(StringBuilder svg, Bar bar, double x, double width, long most) {
        svg.append("<g><title>").append(Html.text(bar.name())).append("</title>");
        double y = HEIGHT - BOTTOM;
        for (Part part : bar.parts()) {
            double height = (double) (HEIGHT - BOTTOM - TOP) * Math.max(0, part.value()) / most;
            y -= height;
            svg.append("<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>"
                    .formatted(part.style(), point(x), point(y), point(width), point(height)));
        }
        svg.append("</g>");
    }

    private static String point(double coordinate) {
        return String.format(Locale.ROOT, "%.1f", coordinate);
    }
}

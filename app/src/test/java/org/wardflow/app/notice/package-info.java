@NullMarked
package org.wardflow.app.notice;

import org.jspecify.annotations.NullMarked;

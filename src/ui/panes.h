/* panes.h: the panes of the layout, and what they share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CAUSERIE_UI_PANES_H
#define CAUSERIE_UI_PANES_H

#include "ui/textflow.h"
#include "ui/ui_private.h"

/* Width classes; see layout.c for what they hold. */
typedef enum { CLASS_S, CLASS_M, CLASS_L, CLASS_XL } WidthClass;
WidthClass width_class(int cols);

Pane *pane_title_new(Ui *ui);
Pane *pane_list_new(Ui *ui);
Pane *pane_status_new(Ui *ui);
Pane *pane_home_new(Ui *ui);
Pane *pane_chat_new(Ui *ui);
void pane_free(Pane *pane);

/* pane_chat.c, for the layout. */
void pane_chat_shown(Pane *pane);
bool pane_chat_at_end(const Pane *pane);
void pane_chat_message_added(Pane *pane, const Message *message);
void pane_chat_forget(Pane *pane, Chat *chat);

/* input rows: the context row, the prompt, the menu. */
int line_context_rows(Ui *ui);
void line_draw_context(Ui *ui, const Region *region);
int line_rows(Ui *ui, int cols, int max);
void line_draw(Ui *ui, const Region *region);
int line_menu_rows(Ui *ui);
void line_draw_menu(Ui *ui, const Region *region);

/* Local time of US (UTC) as FORMAT of g_date_time_format(). (transfer full) */
char *local_time_dup(gint64 us, const char *format);
/* Day of US in local time, to tell days apart. */
int local_day(gint64 us);
/* What to call CHAT; with the address where the name could mislead (it looks like an address, or
 * another contact has it too). */
SafeText chat_name(Chat *chat);
SafeText contact_label(Contact *contact);
/* TEXT as one safe line. */
SafeText safe_line(const char *text);
Style ui_style(Ui *ui, Role role);

#endif

export const STYLE = `
*{box-sizing:border-box}body{margin:0;font:15px/1.46 Lato,"Helvetica Neue",Arial,sans-serif;color:#1d1c1d;display:flex;min-height:100vh}
nav{background:#3f0e40;color:#d1c5d1;width:220px;padding:16px;flex:none}nav b{color:#fff}nav a{display:block;color:inherit;text-decoration:none;padding:3px 8px;border-radius:6px}
nav a.on{background:#1164a3;color:#fff}nav h4{margin:16px 0 4px;font-size:13px}
main{flex:1;display:flex;flex-direction:column;max-width:900px}main>header{padding:12px 20px;border-bottom:1px solid #ddd;font-weight:900}
#messages{flex:1;padding:8px 0}.message{display:flex;gap:10px;padding:8px 20px}.message:hover{background:#f8f8f8}.reply{margin-left:46px;border-left:3px solid #eee}
.avatar{width:36px;height:36px;border-radius:6px;background:#e8912d;color:#fff;display:grid;place-items:center;font-weight:900;flex:none}.bot .avatar{background:#1f2937}
.who b{font-weight:900}.who span,.note{font-size:12px;color:#616061;margin-left:6px}.who .app{background:#e8e8e8;border-radius:3px;padding:0 4px;font-size:10px}
.content{min-width:0;flex:1}.only{background:#f8f8f8;border-radius:8px;padding:4px 8px}.block{margin:6px 0}.header{font-size:18px;font-weight:900}
.section{display:flex;gap:12px}.section .words{flex:1}.fields{display:grid;grid-template-columns:1fr 1fr;gap:6px 16px}.context{font-size:12px;color:#616061;display:flex;gap:8px;flex-wrap:wrap}
.context img{height:20px}.image img{max-width:100%;max-height:420px;border:1px solid #e8e8e8;border-radius:8px}.actions{display:flex;gap:8px;flex-wrap:wrap}hr{border:0;border-top:1px solid #ddd}
button{border:1px solid #bbb;background:#fff;border-radius:8px;padding:6px 14px;font:700 14px Lato,Arial,sans-serif;cursor:pointer}button.primary{background:#007a5a;color:#fff;border-color:#007a5a}
button.danger{color:#e01e5a;border-color:#e01e5a}code{background:#f4f4f4;border:1px solid #ddd;border-radius:3px;color:#e01e5a;padding:0 3px;font-size:12px}
pre{background:#f8f8f8;border:1px solid #ddd;border-radius:4px;padding:8px;white-space:pre-wrap;font-size:12px}blockquote{border-left:4px solid #ddd;margin:0;padding-left:12px}
.mention{background:#e8f5fa;color:#1264a3;border-radius:3px;padding:0 2px}.plan,.task_card,.card,.container{border:1px solid #ddd;border-radius:8px;padding:10px 12px}
.task{display:flex;gap:8px;padding:2px 0}.complete>span{color:#007a5a}.error>span{color:#e01e5a}small{color:#616061;display:inline-block}.alert>div{border-left:4px solid #1264a3;padding:6px 10px;background:#f8f8f8}
.level-warning{border-color:#e8912d!important}.level-error{border-color:#e01e5a!important}.level-success{border-color:#007a5a!important}
input,select,textarea{width:100%;padding:7px 10px;border:1px solid #bbb;border-radius:6px;font:inherit}.actions select,.actions input,.accessory select{width:auto}
form.say{display:flex;gap:8px;padding:12px 20px;border-top:1px solid #ddd;position:sticky;bottom:0;background:#fff}.modal{position:fixed;inset:0;background:#0006;display:grid;place-items:center}
.modal>form{background:#fff;border-radius:10px;width:520px;max-height:86vh;overflow:auto;padding:20px}.modal footer{display:flex;justify-content:flex-end;gap:8px;margin-top:16px}
table{border-collapse:collapse}td{border:1px solid #ddd;padding:4px 8px}.status{color:#616061;font-style:italic;padding:0 20px 8px 66px}.problem{color:#e01e5a}ol,ul{margin:2px 0;padding-left:24px}
`;

//! stub
#![allow(missing_docs)]
use std::{net::SocketAddr, time::Duration};
#[derive(Clone,Copy,PartialEq,Eq,Debug,Default)] pub enum Login{#[default] Automatic,Form}
#[derive(Clone,Copy,PartialEq,Eq,Debug,Default)] pub enum Mode{#[default] Correct,RefuseEverything,AcceptEverything}
#[derive(Clone,Copy,PartialEq,Eq,Debug)] pub struct FaultId(u16);
impl std::str::FromStr for FaultId{type Err=();fn from_str(_:&str)->Result<Self,()>{Err(())}}
pub struct Fault{pub id:&'static str,pub title:&'static str,pub requirements:&'static [&'static str],pub source:&'static str}
pub struct Options{pub faults:Vec<FaultId>,pub mode:Mode,pub latency:Duration,pub login:Login,pub listen:SocketAddr}
impl Default for Options{fn default()->Self{Self{faults:vec![],mode:Mode::Correct,latency:Duration::ZERO,login:Login::Automatic,listen:([127,0,0,1],0).into()}}}
pub struct Running{pub issuer:String}
impl Running{pub fn stop(self){} pub async fn wait(self){}}
pub async fn start(_:Options)->std::io::Result<Running>{Err(std::io::Error::other("stub"))}
pub fn faults()->&'static [Fault]{&[]}
#[derive(Clone,Copy,Debug)] pub enum Role{Confidential,Other,Public,Service,Special}
pub struct RegisteredClient{pub role:Role,pub id:String,pub secret:Option<&'static str>,pub redirect_uris:Vec<String>,pub scopes:Vec<&'static str>}
pub fn clients(_:&[FaultId])->Vec<RegisteredClient>{vec![]}
